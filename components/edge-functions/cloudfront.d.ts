/** What CloudFront's own module offers to functions of runtime 2.0, as far as it is used here. */
declare module "cloudfront" {
    /** The function's one key value store ("Helper methods for key value stores", CloudFront developer guide). */
    interface KeyValueStore {
        /** Rejects for a key that is missing, and just so when the store cannot be asked. */
        get(key: string): Promise<string>;
        exists(key: string): Promise<boolean>;
    }

    const cf: {
        kvs(): KeyValueStore;
        /** Takes ids of origins of the same distribution, VPC origins too ("Helper methods for origin modification"). */
        selectRequestOriginById(originId: string): void;
    };
    export default cf;
}
