import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Logger } from '@nestjs/common';

const logger = new Logger('Analyzer');

/** Puts what a program prints into the server's log, a line at a time. */
export function logOutput({ stdout, stderr }: ChildProcess): void {
  if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => logger.log(line));
  if (stderr !== null) createInterface({ input: stderr }).on('line', (line) => logger.warn(line));
}
