import { Button, SimpleGrid, Text } from '@mantine/core';
import { type ConsentWording } from '#contracts/consent';
import { withName, WordingText } from '#web/ui/WordingText.tsx';
import classes from '../call.module.css';

interface Props {
  wording: ConsentWording;
  clinicianName: string;
  /** An answer is on its way. */
  busy: boolean;
  onAgree: () => void;
  onRefuse: () => void;
  testIds: { agree: string; refuse: string };
}

/** The question of one scope in the server's words, with two equal answers. */
export function ConsentQuestion({ wording, clinicianName, busy, onAgree, onRefuse, testIds }: Props) {
  const equal = {
    size: 'sm',
    h: 'auto',
    mih: 40,
    py: 6,
    variant: 'default',
    styles: { label: { whiteSpace: 'normal' } },
    disabled: busy,
  } as const;
  return (
    <>
      <Text fw={600} mt="sm">
        {withName(wording.question, clinicianName)}
      </Text>
      <div className={classes['wording']} tabIndex={0} role="region" aria-label={wording.title}>
        <WordingText wording={wording} name={clinicianName} compact />
      </div>
      <SimpleGrid cols={2} spacing="xs" mt="sm">
        <Button {...equal} onClick={onAgree} data-testid={testIds.agree}>
          {wording.agree}
        </Button>
        <Button {...equal} onClick={onRefuse} data-testid={testIds.refuse}>
          {wording.refuse}
        </Button>
      </SimpleGrid>
    </>
  );
}
