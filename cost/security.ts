import { always, times, type Pricer, type Pricers } from "./pricing";
import { hoursPerMonth } from "../capacity/usage";
import { tasksOf } from "./compute";
import { listAt } from "../preview/input-reading";

const key: Pricer = (_, { assumed }) => [
    { service: "Keys and secrets", what: "keys", priceKey: "kms.key.month", quantity: always(1) },
    {
        service: "Keys and secrets",
        what: "requests to keys",
        priceKey: "kms.requests.per10k",
        quantity: always((assumed.kmsRequestsPerMinute * 60 * hoursPerMonth) / 10_000),
    },
];

/** A copy in another region is a secret of its own ("AWS Secrets Manager pricing"). */
const secret: Pricer = ({ resource, cell, inCell }, pricing) => {
    const services = pricing.graph.ofCell(cell, "aws:ecs/service:Service");
    const reads = services.flatMap(({ resource: one }) => tasksOf(one, inCell?.plan, pricing) ?? []);
    const perTask = (pricing.assumed.secretReadsPerTaskHour * hoursPerMonth) / 10_000;
    return [
        {
            service: "Keys and secrets",
            what: "secrets",
            priceKey: "secretsManager.secret.month",
            quantity: always(1 + listAt(resource, "replicas").length),
        },
        ...reads.map((tasks) => ({
            service: "Keys and secrets",
            what: "reads of secrets",
            priceKey: "secretsManager.api.per10k",
            quantity: times(tasks, perTask),
        })),
    ];
};

export const securityPricers: Pricers = {
    "aws:kms/key:Key": key,
    "aws:secretsmanager/secret:Secret": secret,
};
