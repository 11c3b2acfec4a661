/** Inject with `@Inject(DRAFT_QUEUE) queue: JobQueue`: drafts wait for a language model, and must keep no video waiting. */
export const DRAFT_QUEUE = Symbol('DRAFT_QUEUE');
