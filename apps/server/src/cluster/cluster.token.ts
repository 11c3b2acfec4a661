/** Inject with `@Inject(CLUSTER) cluster: Cluster | null`; null: a single server. */
export const CLUSTER = Symbol('CLUSTER');
