/** What whoever runs a command can mend: shown as its message alone, without a stack trace. */
export class Mistake extends Error {}
