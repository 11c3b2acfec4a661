import { z } from 'zod';
export const probe = z.object({ a: z.number() });
//# sourceMappingURL=probe.js.map