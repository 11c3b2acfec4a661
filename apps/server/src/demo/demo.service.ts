import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CallsService } from '../calls/calls.service.ts';
import { childEnvironment } from '../processes/child-environment.ts';
import { projectRoot } from '../config/project-root.ts';
import { ReadyUrl } from '../config/ready-url.ts';

/** `npm run demo`: a synthetic patient joins the first call, so that one person alone sees all of Attune. */
@Injectable()
export class DemoService implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('Demo');
  #patient: ChildProcess | undefined;

  constructor(
    private readonly calls: CallsService,
    @Inject(ReadyUrl) private readonly url: ReadyUrl,
  ) {}

  onModuleInit(): void {
    this.calls.events.once('created', ({ invitationPath }) => this.#join(`${this.url.local}${invitationPath}`));
  }

  onApplicationShutdown(): void {
    this.#patient?.kill();
  }

  #join(url: string): void {
    this.#patient = spawn(process.execPath, [join(projectRoot, 'scripts/demo/patient.ts'), url], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // It trusts a certificate of our own only if it is told to.
      env: childEnvironment({ also: ['NODE_EXTRA_CA_CERTS'] }),
    });
    this.#patient.on('error', (error) => this.#logger.error(`The demo patient could not start: ${error.message}`));
    this.#patient.on('exit', (code) => {
      if (code !== 0 && code !== null)
        this.#logger.error(`The demo patient ended with code ${code}. Make a new call after a restart to try again.`);
    });
  }
}
