import { Button, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';

interface Props extends ButtonProps {
  text: string;
  label: string;
  testId?: string;
}

/** Copies a text and says for two seconds that it did. */
export function CopyTextButton({ text, label, testId, ...button }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => {
      setCopied(false);
    }, 2_000);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  return (
    <Button
      {...button}
      leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      onClick={() => {
        void copyText(text).then(setCopied);
      }}
      aria-live="polite"
      data-testid={testId}
    >
      {copied ? t('copied') : label}
    </Button>
  );
}
