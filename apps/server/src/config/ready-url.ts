import { Injectable } from '@nestjs/common';

/** Where this server listens, known once it does. */
@Injectable()
export class ReadyUrl {
  /** For programs on this machine, such as `http://localhost:3000`. */
  local = '';
}
