import { averageOf, type Amounts } from "../capacity/scenario";
import { floorDays, type TaskFloor } from "../strategy/floors";
import { clamp, workersFedBy, type CellPlan } from "../strategy/plan";
import type { Registration } from "../preview/registration";
import type { CostGraph } from "./graph";
import { always, hoursOf, times, type Charge, type Pricer, type Pricers, type Pricing } from "./pricing";
import { listAt, numberAt, textAt } from "../preview/input-reading";

const mebibytesPerGigabyte = 1024;
const cpuUnitsPerVcpu = 1024;

const daysOfWeek = { weekdays: 5, weekends: 2 } as const;

/** Part of a week in which a floor holds. */
function shareOfWeek({ days, from, until }: TaskFloor): number {
    const minutes = (time: string): number => {
        const [hour = 0, minute = 0] = time.split(":").map(Number);
        return 60 * hour + minute;
    };
    const held = floorDays[days].of.reduce((sum, part) => sum + daysOfWeek[part], 0);
    return (held * (minutes(until) - minutes(from))) / (7 * 24 * 60);
}

/** The minimum on average, with the hours in which a higher one holds. */
function minimumOf(min: number, floors: readonly TaskFloor[]): number {
    return floors.reduce((sum, floor) => sum + shareOfWeek(floor) * Math.max(floor.min - min, 0), min);
}

/** What the users make of a service: the plan's tasks behind a load balancer, else the workers that these feed. */
function expectedTasks(service: Registration, plan: CellPlan | undefined, floor: number): number {
    if (plan === undefined) return floor;
    const isWorker = listAt(service, "loadBalancers").length === 0;
    return isWorker ? workersFedBy(plan.tasks.expected) : plan.tasks.expected;
}

/** Tasks of a service on average; undefined where neither a bound nor a number of them is known. */
export function tasksOf(
    service: Registration,
    plan: CellPlan | undefined,
    { graph, assumed }: Pricing,
): Amounts | undefined {
    const desired = numberAt(service, "desiredCount");
    const bounds = graph.boundsOf(service, "ecs:service:DesiredCount");
    if (bounds === undefined) return desired === undefined ? undefined : always(desired);
    const isWorker = listAt(service, "loadBalancers").length === 0;
    const min = Math.min(minimumOf(bounds.min, isWorker ? [] : (plan?.tasks.floors ?? [])), bounds.max);
    const expected = clamp(expectedTasks(service, plan, bounds.min), { min, max: bounds.max });
    return averageOf({ min, expected, max: bounds.max }, assumed);
}

/** Price keys of a task definition's architecture; AWS's default is x86. */
function architecture(definition: Registration): "arm64" | "x86" {
    return textAt(definition, "runtimePlatform.cpuArchitecture") === "ARM64" ? "arm64" : "x86";
}

function fargateHours(
    service: Registration,
    graph: CostGraph,
    tasks: Amounts | undefined,
): readonly Charge[] {
    const definition = graph.source(service, "taskDefinition", "aws:ecs/taskDefinition:TaskDefinition");
    const cpu = definition && numberAt(definition, "cpu");
    const memory = definition && numberAt(definition, "memory");
    const kind = definition === undefined ? "x86" : architecture(definition);
    const role = listAt(service, "loadBalancers").length === 0 ? "worker" : "task";
    const of = (each: number | undefined): Amounts | undefined =>
        each === undefined || tasks === undefined ? undefined : hoursOf(times(tasks, each));
    return [
        {
            service: "Fargate",
            what: `${role} vCPU-hours`,
            priceKey: `fargate.${kind}.vcpuHour`,
            quantity: of(cpu === undefined ? undefined : cpu / cpuUnitsPerVcpu),
        },
        {
            service: "Fargate",
            what: `${role} GB-hours`,
            priceKey: `fargate.${kind}.gbHour`,
            quantity: of(memory === undefined ? undefined : memory / mebibytesPerGigabyte),
        },
    ];
}

const service: Pricer = ({ resource, inCell }, pricing) => {
    const tasks = tasksOf(resource, inCell?.plan, pricing);
    return fargateHours(resource, pricing.graph, tasks);
};

/** Seconds that a run of the migrations takes; most releases bring none. */
const secondsPerRelease = 10;

/** The function that runs the migrations, once for each release. */
const lambda: Pricer = ({ resource }, { assumed }) => {
    const memory = numberAt(resource, "memorySize") ?? 128; // AWS's default
    const kind = listAt(resource, "architectures").includes("arm64") ? "arm64" : "x86";
    const runs = assumed.releasesPerMonth;
    return [
        {
            service: "Lambda",
            what: "GB-seconds",
            priceKey: `lambda.${kind}.gbSecond`,
            quantity: always((runs * secondsPerRelease * memory) / mebibytesPerGigabyte),
        },
        {
            service: "Lambda",
            what: "invocations",
            priceKey: "lambda.requests.perMillion",
            quantity: always(runs / 1e6),
        },
    ];
};

export const computePricers: Pricers = {
    "aws:ecs/service:Service": service,
    "aws:lambda/function:Function": lambda,
};
