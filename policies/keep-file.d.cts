/**
 * Keeps what would cost time to make again, whole or not at all, whoever else keeps it at the same moment. Where nothing can
 * be written nothing is kept, which only costs that time.
 */
export function keepFile(file: string, contents: string | Uint8Array): void;
