/** A header, cookie or query parameter; `multiValue` is there when the viewer sent it more than once. */
export interface EdgeField {
    readonly value: string;
    readonly multiValue?: readonly { readonly value: string }[];
}

export type EdgeFields = Readonly<Record<string, EdgeField>>;

/** A viewer's request. Names of headers come in lower case; cookies are in no header ("Event structure", CloudFront developer guide). */
export interface EdgeRequest {
    readonly method: string;
    /** As the viewer sent it, without the query: neither decoded nor normalized. */
    uri: string;
    querystring: EdgeFields;
    headers: EdgeFields;
    cookies: EdgeFields;
}

/** What CloudFront hands to a function on viewer requests. */
export interface EdgeEvent {
    readonly request: EdgeRequest;
}

/** An answer that a function gives in the origin's place. */
export interface EdgeAnswer {
    readonly statusCode: number;
    readonly statusDescription: string;
    readonly headers: EdgeFields;
    readonly body: { readonly encoding: "text"; readonly data: string };
}
