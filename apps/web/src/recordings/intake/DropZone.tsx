import { Button, FileButton, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingLimits } from '#contracts/recording';
import classes from '../recordings.module.css';
import { limitsText } from './limits-text.ts';

const bringsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/** Files may be dropped anywhere on the page: one that misses the zone must not replace the page. Returns whether files hover over it. */
function useDroppedFiles(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const hover = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      take.current([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', hover);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', hover);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return over;
}

interface Props {
  limits: RecordingLimits;
  /** Something is chosen already; the next step stands elsewhere. */
  chosen: boolean;
  onFiles: (files: File[]) => void;
}

/** Where videos come in, and what they may be. */
export function DropZone({ limits, chosen, onFiles }: Props) {
  const { t, i18n } = useTranslation('recordings');
  const over = useDroppedFiles(onFiles);
  const reset = useRef<() => void>(null);
  const choose = (files: File[]) => {
    // The same file may be chosen again later.
    reset.current?.();
    onFiles(files);
  };
  return (
    <Stack align="center" gap="sm" ta="center" className={classes['zone']} data-over={over} data-testid="drop-zone">
      <IconUpload size={28} aria-hidden />
      <Text>{over ? t('drop.now') : t('drop.here')}</Text>
      <FileButton
        multiple
        accept={limits.extensions.map((extension) => `.${extension}`).join(',')}
        onChange={choose}
        resetRef={reset}
        inputProps={{ 'data-testid': 'choose-videos-input', 'aria-label': t('drop.choose') } as object}
      >
        {(props) => (
          <Button {...props} variant={chosen ? 'default' : 'filled'} data-testid="choose-videos">
            {t('drop.choose')}
          </Button>
        )}
      </FileButton>
      <Text size="sm" c="dimmed" maw={560} data-testid="recording-limits">
        {limitsText(limits, t, i18n.language).join(' ')}
      </Text>
    </Stack>
  );
}
