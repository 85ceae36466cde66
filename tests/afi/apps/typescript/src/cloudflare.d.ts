// What this app uses of workerd's own module, which has no package: its published types would change those of the web
// for every file here.

declare module "cloudflare:workers" {
  export class DurableObject<Environment> {
    constructor(context: DurableObjectState, environment: Environment);
    protected readonly ctx: DurableObjectState;
    protected readonly env: Environment;
    fetch(request: Request): Response | Promise<Response>;
  }
}

interface DurableObjectState {
  readonly storage: DurableObjectStorage;
  waitUntil(work: Promise<unknown>): void;
}

interface DurableObjectStorage {
  readonly sql: { exec(statement: string, ...values: (string | number | null)[]): { toArray(): unknown[] } };
  transactionSync<Result>(work: () => Result): Result;
}

interface DurableObjectNamespace<_Of> {
  idFromName(name: string): DurableObjectId;
  get(id: DurableObjectId): { fetch(request: Request): Promise<Response> };
}

interface DurableObjectId {
  toString(): string;
}

declare module "workerd" {
  /** Of a CommonJS module, whose own default is the path of the program. */
  const program: { default: string };
  // biome-ignore lint/style/noDefaultExport: it is how that package gives it
  export default program;
}
