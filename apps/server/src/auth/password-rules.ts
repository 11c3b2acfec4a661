import { badRequest } from '../http/api-exception.ts';

/** Whom a password is for. */
interface Person {
  name: string;
  email: string;
}

let common: Promise<ReadonlySet<string>> | undefined;

/**
 * The 49,233 passwords that people use most, in lower case: the list of zxcvbn-ts (MIT). Read at the first need, as it is needed once
 * per account.
 */
function commonPasswords(): Promise<ReadonlySet<string>> {
  return (common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map((word) => String(word).toLowerCase())),
  ));
}

/** Throws 400 `password-too-common` or `password-too-personal`. Its length is the contract's business. */
export async function refuseWeakPassword(password: string, person: Person): Promise<void> {
  if (isPersonal(password, person))
    throw badRequest(
      'password-too-personal',
      'This password is made of your name or e-mail address. Take another: three or four words that have nothing to do with each other are good.',
    );
  if (await isCommon(password))
    throw badRequest(
      'password-too-common',
      'This password is one of the first that anybody would try. Take another: three or four words that have nothing to do with each other are good.',
    );
}

async function isCommon(password: string): Promise<boolean> {
  const passwords = await commonPasswords();
  const lower = password.normalize('NFKC').toLowerCase();
  // "Password2026!" is "password".
  const bare = lower.slice(0, lower.split('').findLastIndex((sign) => /\p{L}/u.test(sign)) + 1);
  return [lower, bare, lower.replaceAll(/[^\p{L}\p{N}]/gu, '')].some((spelling) => passwords.has(spelling)) || isRun(lower);
}

/** One or two signs over and over, or one step after the other: "aaaaaaaaaa", "1212121212", "abcdefghij". */
function isRun(text: string): boolean {
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  if (new Set(codes).size <= 2) return true;
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  return Math.abs(step) === 1 && codes.every((code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step);
}

/** Nothing is left of it but a few signs once the parts of the name and the address are taken out. */
function isPersonal(password: string, { name, email }: Person): boolean {
  const parts = [
    ...new Set(
      `${name} ${email}`
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    ),
  ]
    .filter((part) => part.length >= 3)
    .sort((a, b) => b.length - a.length);
  const rest = parts.reduce((left, part) => left.replaceAll(part, ''), password.normalize('NFKC').toLowerCase());
  return rest.length < password.length && rest.replaceAll(/[^\p{L}]/gu, '').length < 4;
}
