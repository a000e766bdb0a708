/** A policy that refuses whoever does not speak TLS, as people write it: as text. */
export const tlsOnly = (action: string): string =>
    `{"Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"${action}","Resource":"*",` +
    `"Condition":{"Bool":{"aws:SecureTransport":"false"}}}}`;
