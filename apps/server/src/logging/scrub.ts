/** Tokens are 43 characters of base64url, keys 64 hex digits; an id has 36. */
const SECRET_LENGTH = 40;
/** Invitations, receipts and signed addresses of files carry their secret in the path, behind one of these. */
const BEFORE_SECRETS = /\b(join|receipts?|media|invitations?)\/[\w.~%-]{8,}/g;

/**
 * The last look before a line is written. Lines are made of constant sentences, counts and ids; what an error of a library says is not ours,
 * and may quote an address or a token.
 */
export function scrub(text: string): string {
  return text
    .split(/(\s+)/)
    .map((word) => withoutLongParts(withoutQuery(withoutAddress(word)).replace(BEFORE_SECRETS, '$1/[secret]')))
    .join('');
}

/** `a@b.org`, and the user and password of `scheme://user:password@host`. */
function withoutAddress(word: string): string {
  const at = word.lastIndexOf('@');
  if (at === -1) return word;
  const scheme = word.indexOf('://');
  if (scheme !== -1 && scheme < at) return `${word.slice(0, scheme)}://[credentials]${word.slice(at)}`;
  return '[e-mail]';
}

function withoutQuery(word: string): string {
  const query = word.indexOf('?');
  return query > 0 && word.slice(0, query).includes('/') ? `${word.slice(0, query)}?[query]` : word;
}

function withoutLongParts(word: string): string {
  return word
    .split(/([^\w-])/)
    .map((part) => (part.length >= SECRET_LENGTH ? '[secret]' : part))
    .join('');
}
