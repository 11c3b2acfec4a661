import type { CookieOptions } from 'express';
import type { Config } from '../config/config.ts';

export const SESSION_COOKIE = 'attune_session';
/** By which a browser that has signed in before is known again. */
export const DEVICE_COOKIE = 'attune_device';

export function cookieOptions(config: Config): CookieOptions {
  const secure = config.tls !== undefined || config.publicUrl?.startsWith('https:') === true;
  return { httpOnly: true, sameSite: 'lax', secure, path: '/' };
}

/** The session's token in a raw Cookie header; undefined if there is none. */
export function tokenInHeader(header: string | undefined): string | undefined {
  const prefix = `${SESSION_COOKIE}=`;
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix))
    ?.slice(prefix.length);
}
