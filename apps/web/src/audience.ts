/** Whether a path is one of people without an account. Their pages, and the clinicians', come without the others'. */
export const isForPatients = (path: string): boolean => /^\/(?:join|receipt)\//.test(path);
