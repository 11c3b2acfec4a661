import { Button, Collapse, NativeSelect, Radio, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type RecordingOptions } from '#contracts/recording';

const EVERY = [1, 2, 3, 5, 10, 15, 30];

/** `1` is not "every 1st". */
function useEveryText(): (count: number) => string {
  const { t } = useTranslation('recordings');
  return (count) => (count === 1 ? t('options.everyPicture') : t('options.everyNth', { count, ordinal: true }));
}

interface Props {
  profiles: readonly string[];
  options: RecordingOptions;
  onChange: (options: RecordingOptions) => void;
}

/** How a video is analysed: what each choice does, in words. */
export function AnalysisFields({ profiles, options, onChange }: Props) {
  const { t } = useTranslation('recordings');
  const every = useEveryText();
  return (
    <Stack gap="md">
      <Radio.Group
        label={t('options.profile')}
        value={options.profile}
        onChange={(profile) => {
          onChange({ ...options, profile });
        }}
      >
        <Stack gap="xs" mt={4}>
          {profiles.map((profile) => (
            <Radio
              key={profile}
              value={profile}
              label={t(`options.profiles.${profile}.name`, { defaultValue: profile })}
              description={t(`options.profiles.${profile}.text`, { defaultValue: '' })}
            />
          ))}
        </Stack>
      </Radio.Group>
      <NativeSelect
        label={t('options.every')}
        description={t('options.everyHint')}
        maw={320}
        value={String(options.everyNth)}
        onChange={(event) => {
          onChange({ ...options, everyNth: Number(event.currentTarget.value) });
        }}
        data={EVERY.map((count) => ({ value: String(count), label: every(count) }))}
      />
    </Stack>
  );
}

/** The same, folded away: the defaults do. */
export function AnalysisOptions(props: Props) {
  const { t } = useTranslation('recordings');
  const every = useEveryText();
  const [opened, { toggle }] = useDisclosure(false);
  const { profile, everyNth } = props.options;
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        ml={-8}
        leftSection={opened ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        aria-expanded={opened}
        onClick={toggle}
        data-testid="recording-options"
      >
        {t('options.title')}
        <Text span size="sm" c="dimmed" ml={8}>
          {t(`options.profiles.${profile}.name`, { defaultValue: profile })} · {every(everyNth)}
        </Text>
      </Button>
      <Collapse expanded={opened}>
        <div style={{ paddingTop: 12 }}>
          <AnalysisFields {...props} />
        </div>
      </Collapse>
    </div>
  );
}
