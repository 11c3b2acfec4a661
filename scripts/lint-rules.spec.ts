import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint();
const CONTRACT = 'libs/contracts/src/rest.ts';

/** What the project's own rules say of a source in the place of a file. */
async function complaints(source: string, filePath = CONTRACT): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath });
  return (result?.messages ?? []).filter(({ ruleId }) => ruleId === 'no-restricted-syntax').map(({ message }) => message);
}

describe('strings in contracts', { timeout: 120_000 }, () => {
  it.each([
    "import { z } from 'zod';\nexport const rename = z.object({ title: z.string().max(200) });",
    "import { z } from 'zod';\nexport const rename = z.object({ title: z.coerce.string() });",
  ])('must say what they are: %j', async (source) => {
    expect(await complaints(source)).toEqual([expect.stringContaining('text()')]);
  });

  it('may be texts, and anything between our own processes', async () => {
    expect(
      await complaints(
        "import { z } from 'zod';\nimport { text } from './text.ts';\nexport const rename = z.object({ title: text({ max: 200 }) });",
      ),
    ).toEqual([]);
    expect(
      await complaints(
        "import { z } from 'zod';\nexport const file = z.object({ path: z.string() });",
        'libs/contracts/src/recording-link.ts',
      ),
    ).toEqual([]);
  });
});
