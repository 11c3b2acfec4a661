import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RecordingLimits, type RecordingOptions } from '#contracts/recording';
import { useIntake } from '../intake-of.ts';
import classes from '../recordings.module.css';
import { AnalysisOptions } from './AnalysisOptions.tsx';
import { titleOf } from './check-file.ts';
import { ChosenFile } from './ChosenFile.tsx';
import { ConsentLine } from './ConsentLine.tsx';
import { DropZone } from './DropZone.tsx';
import { useChosen } from './use-chosen.ts';
import { useConsent } from './use-consent.ts';

interface Props {
  limits: RecordingLimits;
  options: RecordingOptions;
  onOptions: (options: RecordingOptions) => void;
}

/** Choose, agree, send. */
export function UploadPanel({ limits, options, onOptions }: Props) {
  const { t, i18n } = useTranslation('recordings');
  const { uploads } = useIntake();
  const { chosen, add, remove, clear } = useChosen(limits);
  const consent = useConsent();
  const good = chosen.filter(({ problem }) => problem === null);
  const forget = () => {
    clear();
    consent.forget();
  };
  const send = () => {
    if (!consent.ask()) return;
    for (const { file } of good)
      uploads.add({ file, fromCamera: false, recordingId: null, title: titleOf(file.name), options, language: i18n.language });
    forget();
  };
  return (
    <Stack gap="md">
      <DropZone limits={limits} chosen={chosen.length > 0} onFiles={add} />
      {chosen.length > 0 && (
        <>
          <Stack component="ul" gap="xs" className={classes['list']} aria-label={t('chosen.label')}>
            {chosen.map((each) => (
              <ChosenFile
                key={each.key}
                chosen={each}
                options={options}
                limits={limits}
                onRemove={() => {
                  remove(each.key);
                }}
              />
            ))}
          </Stack>
          {good.length > 0 && (
            <>
              <ConsentLine {...consent.line} />
              <AnalysisOptions profiles={limits.profiles} options={options} onChange={onOptions} />
            </>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={forget}>
              {t('common:cancel')}
            </Button>
            {good.length > 0 && (
              <Button onClick={send} data-testid="send-videos">
                {t('chosen.send', { count: good.length })}
              </Button>
            )}
          </Group>
        </>
      )}
    </Stack>
  );
}
