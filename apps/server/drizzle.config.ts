import { defineConfig } from 'drizzle-kit';

/** `npm run migrations` writes a migration for what changed in schema.ts; it is committed, and applied at start. */
export default defineConfig({ dialect: 'postgresql', schema: './apps/server/src/storage/schema.ts', out: './apps/server/drizzle' });
