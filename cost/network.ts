import { amounts } from "../capacity/scenario";
import { hoursPerMonth, kilobytesPerGigabyte, secondsPerMonth } from "../capacity/usage";
import { always, hoursOf, isAtHome, times, used, type Pricer, type Pricers } from "./pricing";
import { listAt, numberAt, textAt } from "../preview/input-reading";

/** What one LCU holds ("Elastic Load Balancing pricing"); the dimension that needs most of them is billed. */
const lcu = {
    newConnectionsPerSecond: 25,
    activeConnections: 3_000,
    gigabytesPerHour: 1,
} as const;

const loadBalancer: Pricer = ({ resource, inCell }, { assumed }) => {
    const idleSeconds = numberAt(resource, "idleTimeout") ?? 60; // AWS's default
    const units = used(inCell, ({ connections, apiGigabytes, requests }) => {
        const newPerSecond = connections / secondsPerMonth;
        const uploaded = (requests * assumed.uploadKilobytesPerRequest) / kilobytesPerGigabyte;
        // The fourth dimension, evaluated rules beyond the ten that are free, is 0: there is one rule.
        return Math.max(
            newPerSecond / lcu.newConnectionsPerSecond,
            (newPerSecond * idleSeconds) / lcu.activeConnections,
            (apiGigabytes + uploaded) / hoursPerMonth / lcu.gigabytesPerHour,
        );
    });
    return [
        { service: "Load balancer", what: "hours", priceKey: "alb.hour", quantity: hoursOf(always(1)) },
        { service: "Load balancer", what: "LCU-hours", priceKey: "alb.lcuHour", quantity: hoursOf(units) },
    ];
};

/** Without endpoints of its own, a cell's logs leave through NAT too. */
const natGateway: Pricer = (priced, { graph }) => {
    const { inCell, cell, resource } = priced;
    const part = 1 / graph.ofCell(cell, resource.type).length;
    const outside = times(
        used(inCell, ({ natGigabytes }) => natGigabytes),
        part,
    );
    const logs = inCell?.plan.interfaceEndpoints === true ? 0 : part;
    const processed = amounts(
        (scenario) => outside[scenario] + (inCell?.usage[scenario].logGigabytes ?? 0) * logs,
    );
    return [
        { service: "NAT gateway", what: "hours", priceKey: "nat.hour", quantity: hoursOf(always(1)) },
        { service: "NAT gateway", what: "GB processed", priceKey: "nat.gb", quantity: processed },
        {
            service: "Traffic",
            what: "to services of others",
            priceKey: "transfer.internetOut.first10TB.gb",
            quantity: outside,
        },
    ];
};

const address: Pricer = () => [
    {
        service: "NAT gateway",
        what: "public addresses",
        priceKey: "publicIpv4.hour",
        quantity: hoursOf(always(1)),
    },
];

/** Data through an endpoint by its service's last name; of the others (keys, tokens, image manifests) it is too little to see. */
const endpoint: Pricer = ({ resource, inCell }, { assumed }) => {
    if (textAt(resource, "vpcEndpointType") !== "Interface") return []; // gateway endpoints are free
    const zones = listAt(resource, "subnetIds").length;
    const name = textAt(resource, "serviceName")?.split(".").at(-1);
    const gigabytes = used(inCell, ({ logGigabytes, messages }) => {
        if (name === "logs") return logGigabytes;
        return name === "sqs" ? (messages * assumed.internalKilobytesPerRequest) / kilobytesPerGigabyte : 0;
    });
    return [
        {
            service: "Endpoints",
            what: "hours in each zone",
            priceKey: "vpcEndpoint.interface.hour",
            quantity: zones === 0 ? undefined : hoursOf(always(zones)),
        },
        {
            service: "Endpoints",
            what: "GB processed",
            priceKey: "vpcEndpoint.interface.gb",
            quantity: gigabytes,
        },
    ];
};

/**
 * Between a task and its database or cache AWS bills the task's side, whichever way the data goes ("Data Transfer", RDS
 * and ElastiCache pricing). Between load balancer and tasks it bills nothing.
 */
const vpc: Pricer = (priced) =>
    isAtHome(priced)
        ? [
              {
                  service: "Traffic",
                  what: "between zones",
                  priceKey: "transfer.interAz.gbEachWay",
                  quantity: used(priced.inCell, ({ crossZoneGigabytes }) => crossZoneGigabytes),
              },
          ]
        : [];

export const networkPricers: Pricers = {
    "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
    "aws:ec2/natGateway:NatGateway": natGateway,
    "aws:ec2/eip:Eip": address,
    "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
    "aws:ec2/vpc:Vpc": vpc,
};
