import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint();
const CONTRACT = 'libs/contracts/src/rest.ts';

/** What the project's own rules say of a source in the place of a file. */
async function complaints(source: string, filePath = CONTRACT, rule = 'no-restricted-syntax'): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath });
  return (result?.messages ?? []).filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);
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

it('a red button is of the red that can be read in both themes', { timeout: 120_000 }, async () => {
  const button = (colour: string) => `export const Delete = () => <Button color="${colour}">Delete</Button>;`;
  expect(await complaints(button('red'), 'apps/web/src/review/DeleteMenu.tsx')).toEqual([expect.stringContaining('red.8')]);
  expect(await complaints(button('red.8'), 'apps/web/src/review/DeleteMenu.tsx')).toEqual([]);
});

describe('a repository', { timeout: 120_000 }, () => {
  const rule = '@typescript-eslint/no-restricted-imports';
  it.each([
    ['apps/server/src/receipts/receipts.service.ts', '../notes/notes.repository.ts'],
    ['apps/server/src/recordings/faces/faces.service.ts', '../../notes/notes.repository.ts'],
  ])('is closed to the feature next door: %s, %s', async (file, specifier) => {
    const use = (kind: string) => `import ${kind}{ NotesRepository } from '${specifier}';\nexport type Kept = NotesRepository;\n`;
    expect(await complaints(use(''), file, rule)).toEqual([expect.stringContaining('Use the service of that feature')]);
    expect(await complaints(use('type '), file, rule)).toEqual([]);
  });

  it('is open to other rooms of its feature', async () => {
    const source = "import { RendersRepository } from '../renders/renders.repository.ts';\nexport const repository = RendersRepository;\n";
    expect(await complaints(source, 'apps/server/src/recordings/faces/faces.service.ts', rule)).toEqual([]);
  });
});
