import { identityControls, observabilityControls, storageControls } from "./account-controls";
import { computeControls, loadBalancerControls } from "./compute-controls";
import { cacheControls, databaseControls } from "./data-controls";
import { edgeControls } from "./edge-controls";
import { hold } from "./hold";
import { networkControls } from "./network-controls";

describe("the controls of docs/controls.md", function () {
    this.timeout(120_000);

    hold([
        ...networkControls,
        ...loadBalancerControls,
        ...computeControls,
        ...databaseControls,
        ...cacheControls,
        ...identityControls,
        ...observabilityControls,
        ...storageControls,
        ...edgeControls,
    ]);
});
