import { defineConfig } from 'drizzle-kit';

/** `npm run migrations` writes a migration for what changed in database/schema/; it is committed, and applied at start. */
export default defineConfig({ dialect: 'postgresql', schema: './apps/server/src/database/schema/index.ts', out: './apps/server/drizzle' });
