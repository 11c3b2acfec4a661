import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const restrict = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: '^(\\.\\./){3}', message: 'Use #contracts, #inference or the feature next door.' }, ...patterns] }],
});
const not = (regex, message) => ({ regex, message });
const inference = not('^#inference|libs/inference', 'Only the analyzer and the tools import inference.');
const events = { group: ['node:events'], importNames: ['EventEmitter'], message: 'A listener that throws must not end what it listens to: use events/safe-emitter.ts.' };
const native = not('^(onnxruntime-node|@roamhq/wrtc|sharp|node-av)', 'The server runs no neural network and touches no pixel.');

/** `up`: a regular expression for the way up from a file to the feature next door. */
const foreignRepository = (up) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{
    regex: `${up}[a-z-]+/([a-z-]+/)*[a-z-]+\\.repository\\.ts$`, allowTypeImports: true, message: 'Use the service of that feature; its repository is its own.',
  }] }],
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', '.cache/', 'models/', 'coverage/', 'test/fixtures/', 'apps/web/public/', 'libs/inference/wasm/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    // A pattern that takes quadratic or exponential time on some text holds up whoever runs it.
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js'] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...restrict(),
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
    },
  },
  { files: ['libs/contracts/**', 'libs/files/**'], rules: restrict(not('^#|apps/', 'Contracts and files import nothing of Attune.')) },
  {
    files: ['libs/contracts/src/**'],
    // The links to our own processes and the models' manifest are no border.
    ignores: ['libs/contracts/src/{text,analyzer-link,speech-link,recording-link,model-manifest}.ts', '**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', {
      selector: "CallExpression[callee.property.name='string']:matches([callee.object.name='z'], [callee.object.object.name='z'][callee.object.property.name='coerce'])",
      message: 'Say what it is: text(), token(), secret() or fileContent() in a request, serverText() in an answer. See text.ts.',
    }] },
  },
  {
    files: ['apps/web/**'],
    rules: { 'no-restricted-syntax': ['error', {
      selector: "JSXOpeningElement[name.name='Button'] > JSXAttribute[name.name='color'][value.value='red']",
      message: 'White on this red is too faint in the dark theme: take red.8.',
    }] },
  },
  { files: ['libs/timeline/**'], rules: restrict(inference, native, not('^#files|^@nestjs|^node:|apps/', 'The timeline is pure: browser, server and tools compute the same from the same samples.')) },
  { files: ['libs/inference/**'], rules: restrict(not('^@nestjs|^socket.io|^mediasoup|apps/', 'Inference knows no Nest and no network.')) },
  // Consent is made in one room: everything else gets a grant from it.
  { files: ['apps/server/**'], ignores: ['apps/server/src/consent/**'], rules: { 'no-restricted-syntax': ['error', { selector: "ImportSpecifier[imported.name=/^issue(Grant|Standing)$/]", message: 'Only the consent room makes grants. Ask ConsentService for one.' }] } },
  // Nest reads constructor parameter types at run time, so a type import would break injection.
  { files: ['apps/server/**'], rules: { ...restrict(inference, native, events), '@typescript-eslint/consistent-type-imports': 'off' } },
  // Settings are read in one place, so that every fault is told at once and before anything has started.
  {
    files: ['apps/server/src/**'], ignores: ['**/*.spec.ts', '**/testing/**', 'apps/server/src/{main,backup/backup.main,keys/rotate-key.main,processes/child-environment}.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read it in config/, and take it from there.' }] },
  },
  // Every line goes through the logger, which knows what may not be written. `main.ts` speaks to the person who starts the server.
  {
    files: ['apps/server/src/**'], ignores: ['**/*.spec.ts', 'apps/server/src/{main,backup/backup.main,keys/rotate-key.main}.ts'],
    rules: { 'no-console': 'error' },
  },
  // Rows' types may be known next door; reading and writing them is their feature's.
  { files: ['apps/server/src/*/*.ts'], ignores: ['**/*.spec.ts'], rules: foreignRepository('^\\.\\./') },
  { files: ['apps/server/src/*/*/**'], ignores: ['**/*.spec.ts'], rules: foreignRepository('^\\.\\./\\.\\./') },
  // What a room decides is owed to the database through services, in order and until it is stored: nothing else may write it.
  { files: ['apps/server/src/live/**'], rules: restrict(inference, native, events, not('^drizzle-orm|\\.repository\\.ts$|database/(?!database-health)', 'A live call owes its state to the database: use CallRecords or the service of the feature.')) },
  { files: ['apps/analyzer/**'], rules: restrict(not('^@nestjs|apps/server', 'The analyzer is no part of the server.')) },
  { files: ['apps/web/**'], plugins: { 'react-hooks': reactHooks }, rules: { ...restrict(inference, native), ...reactHooks.configs.recommended.rules } },
  {
    files: ['apps/web/src/{recordings,recording-review,review,home,timeline,devices,ui}/**'],
    rules: restrict(inference, native, not('(\\.\\./|#web/)call/', 'A call is no floor below: shared devices are in devices/, stores in ui/.')),
  },
  // Names that do not exist are found by tsc, which knows Node's.
  // Whole-system tests reach whatever they test.
  { files: ['test/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked, rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-undef': 'off' } },
);
