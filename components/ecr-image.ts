import type { Region } from "../strategy/regions";

/** Where a private ECR image is: account and region out of its address. */
interface EcrHost {
    readonly account: string;
    readonly region: string;
}

/** The private ECR registry of an image; undefined where the image comes from elsewhere. */
function ecrHost(image: string): EcrHost | undefined {
    const [host = ""] = image.split("/");
    // The second form is ECR's dual-stack endpoint ("Amazon ECR interface for IPv6", ECR user guide).
    const [, account, region] =
        /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host) ??
        /^(\d{12})\.dkr-ecr\.([a-z0-9-]+)\.on\.aws$/.exec(host) ??
        [];
    return account === undefined || region === undefined ? undefined : { account, region };
}

/** Whether the image lies in a private ECR registry, which alone AWS replicates to other regions. */
export function isEcrImage(image: string): boolean {
    return ecrHost(image) !== undefined;
}

/** The repository of an ECR image, or undefined where the image comes from elsewhere. */
export function ecrRepositoryArn(image: string): string | undefined {
    const host = ecrHost(image);
    if (host === undefined) return undefined;
    const repository = image
        .split("/")
        .slice(1)
        .join("/")
        .replace(/[:@].*$/, "");
    return `arn:aws:ecr:${host.region}:${host.account}:repository/${repository}`;
}

/**
 * The same image in the registry's copy of another region: replication keeps account, repository, tag and digest
 * ("Private image replication", ECR user guide). An image from elsewhere stays where it is.
 */
export function imageIn(region: Region, image: string): string {
    const host = ecrHost(image);
    return host === undefined ? image : image.replace(`.${host.region}.`, `.${region}.`);
}
