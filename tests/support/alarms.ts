import { unwrapSecrets } from "../../preview/wire";
import { previewTarget, type Preview } from "../../preview/preview";
import { findTarget } from "../../preview/target";
import { platform, repository } from "./platform";

/** An alarm as the person woken sees it. */
export interface Alarm {
    readonly stack: string;
    readonly name: string;
    /** The tag: "page" or "ticket". */
    readonly severity: string;
    readonly description: string;
}

const types = ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"];

/** The alarms of these stacks. */
function alarmsOf({ stacks }: Preview): readonly Alarm[] {
    return stacks.flatMap(({ name: stack, resources }) =>
        resources
            .filter(({ type }) => types.includes(type))
            .map(({ name, inputs }) => {
                const { alarmDescription, tags } = unwrapSecrets(inputs) as {
                    readonly alarmDescription?: string;
                    readonly tags?: { readonly severity?: string };
                };
                const severity = tags?.severity ?? "none";
                return { stack, name, severity, description: alarmDescription ?? "" };
            }),
    );
}

/** Every alarm of every stack of dev and prod. */
export async function everyAlarm(): Promise<readonly Alarm[]> {
    const previews = await Promise.all([platform("dev", "unknown"), platform("prod", "unknown")]);
    return previews.flatMap(alarmsOf);
}

/** Every alarm of dev where the runbooks are published at that address. */
export async function alarmsWithRunbooksAt(runbookUrl: string): Promise<readonly Alarm[]> {
    const target = findTarget(repository, "dev");
    const config = { ...target.config, "medease-platform:runbookUrl": runbookUrl };
    return alarmsOf(await previewTarget(repository, { ...target, config }));
}
