/**
 * Name under which the edge reaches a cell: on the certificate of the cell's load balancer, so that the
 * hop from CloudFront is verified TLS. A certificate's name ends at 64 characters.
 */
export function originHostname(cell: string, domain: string): string {
    return `${cell}.origin.${domain}`;
}
