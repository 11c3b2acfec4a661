import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Delete, Get, Module, Param } from '@nestjs/common';
import type { Request, Response } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { Access, accessOf } from '../../apps/server/src/access/access.decorator.ts';
import { OwnedCall, OwnedRender } from '../../apps/server/src/access/parameters.ts';
import { createApp, listen } from '../../apps/server/src/app.ts';
import { AppModule } from '../../apps/server/src/app.module.ts';
import { Audit } from '../../apps/server/src/audit/audit.decorator.ts';
import { loadConfig } from '../../apps/server/src/config/config.ts';
import './support/attune.ts';

@Controller('planted')
class Planted {
  @Get('silent')
  silent(): void {}

  @Access('signed-in')
  @Get('unaudited')
  unaudited(): void {}

  @Access('signed-in')
  @Audit('none')
  @Get('raw/:id')
  raw(@Param('id') _id: string): void {}

  @Access('signed-in')
  @Audit('none')
  @Delete('unused/:noteId')
  unused(): void {}

  @Access('owner-of-call')
  @Audit('none')
  @Get('without-id')
  withoutId(@OwnedCall() _call: unknown): void {}

  @Access('signed-in')
  @Audit('none')
  @Get('nobodys/:renderId')
  nobodys(@OwnedRender() _render: unknown): void {}

  @Access('signed-in')
  @Audit('note-signed')
  @Get('changing')
  changing(): void {}
}

class Inherited extends Planted {}

@Controller('heir')
class Heir extends Inherited {}

const dataDir = mkdtempSync(join(tmpdir(), 'attune-'));
const config = { ...loadConfig({}), port: 0, host: '127.0.0.1', dataDir };
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('a server with a route that nobody has declared', () => {
  it('does not start, and names each of them and what is missing', async () => {
    @Module({ imports: [AppModule.with(config)], controllers: [Planted, Heir] })
    class WithPlanted {}
    const app = await createApp(config, WithPlanted);
    app.use('/slipped-in', (_request: Request, response: Response) => void response.send('Hello'));
    app
      .getHttpAdapter()
      .getInstance()
      .get('/api/slipped-in', (_request: Request, response: Response) => void response.send('Hello'));
    try {
      const refusal = await listen(app, config).then(
        () => 'It started.',
        (error: Error) => error.message,
      );
      for (const base of ['planted', 'heir']) {
        expect(refusal).toContain(`GET /api/${base}/silent: it does not say who may call it`);
        expect(refusal).toContain(`GET /api/${base}/silent: it does not say what it leaves in the audit log`);
        expect(refusal).toContain(`GET /api/${base}/unaudited: it does not say what it leaves in the audit log`);
        expect(refusal).toContain(`GET /api/${base}/raw/:id: it reads its path with @Param()`);
        expect(refusal).toContain(`GET /api/${base}/raw/:id: nothing asks whose :id is`);
        expect(refusal).toContain(`DELETE /api/${base}/unused/:noteId: nothing asks whose :noteId is`);
        expect(refusal).toContain(`GET /api/${base}/without-id: its path has no :id that names a call`);
        expect(refusal).toContain(`GET /api/${base}/nobodys/:renderId: "signed-in" does not say whose render it may be`);
        expect(refusal).toContain(`GET /api/${base}/changing: a GET changes nothing`);
      }
      expect(refusal).toContain('GET /api/slipped-in: nobody has declared it');
      expect(refusal).toMatch(/Layer \d+ of Express: a handler that nobody has declared/);
      expect(app.getHttpServer().listening).toBe(false);
    } finally {
      await app.close();
    }
  });

  it('is not even compiled into a class that says it twice', () => {
    const twice = () => {
      class Twice {
        @Access('public')
        @Access('signed-in')
        read(this: void): void {}
      }
      return accessOf(Twice.prototype.read);
    };
    expect(twice).toThrow('says twice');
  });
});
