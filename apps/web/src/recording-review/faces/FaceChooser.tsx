import { Alert, Button, Checkbox, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { type FoundFace, type RecordingFacesView } from '#contracts/recording-faces';
import { useChooseFaces, useFaces } from '#web/recordings/api.ts';
import { clockText } from '#contracts/time';
import { useWords } from '#web/timeline/words.ts';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { Loading } from '#web/ui/Loading.tsx';
import { FaceFrames } from './FaceFrames.tsx';
import classes from './faces.module.css';

interface Props {
  recording: RecordingView;
  onDone?: () => void;
}

/** Where the owner says whose face may be analysed: first whom, then that these people have agreed. */
export function FaceChooser({ recording, onDone }: Props) {
  const { t } = useTranslation('recordingReview');
  const faces = useFaces(recording.id);
  if (faces.isError)
    return (
      <ErrorMessage
        error={faces.error}
        onRetry={() => {
          void faces.refetch();
        }}
      />
    );
  if (faces.data === undefined) return <Loading />;
  if (faces.data.listing === null) return <Text size="sm">{t('choose.notListed')}</Text>;
  return (
    <Choice
      key={faces.data.choice?.at ?? ''}
      recording={recording}
      listing={faces.data.listing}
      choice={faces.data.choice}
      {...(onDone && { onDone })}
    />
  );
}

type Listing = NonNullable<RecordingFacesView['listing']>;

function Choice({
  recording: { id, video, status },
  listing,
  choice,
  onDone,
}: Props & { listing: Listing; choice: RecordingFacesView['choice'] }) {
  const { t } = useTranslation('recordingReview');
  const [agreed, setAgreed] = useState<ReadonlySet<number>>(new Set(choice?.faces));
  const [clinicians, setClinicians] = useState<ReadonlySet<number>>(new Set(choice?.clinicians));
  const [asked, setAsked] = useState(false);
  const confirm = useRef<HTMLHeadingElement>(null);
  const choose = useChooseFaces(id);
  useEffect(() => {
    if (asked) confirm.current?.focus();
  }, [asked]);
  const numbers = (chosen: ReadonlySet<number>) => listing.faces.map(({ number }) => number).filter((number) => chosen.has(number));
  const erased = (choice?.faces ?? []).filter((number) => !agreed.has(number));
  const rest = listing.faces.map(({ number }) => number).filter((number) => !agreed.has(number));
  const set = (number: number, as: 'agreed' | 'clinician', on: boolean) => {
    setAgreed(changed(agreed, number, as === 'agreed' && on));
    setClinicians(changed(clinicians, number, as === 'clinician' && on));
  };
  if (asked) {
    return (
      <Stack gap="sm" data-testid="face-confirm">
        <Title order={2} fz="md" ref={confirm} tabIndex={-1}>
          {t('choose.confirmTitle')}
        </Title>
        <Text size="sm">
          {agreed.size === 0 ? t('choose.nobody') : t('choose.confirmAgreed', { count: agreed.size, faces: numbers(agreed).join(', ') })}
        </Text>
        {rest.length > 0 && <Text size="sm">{t('choose.confirmRest', { count: rest.length, faces: rest.join(', ') })}</Text>}
        {erased.length > 0 && (
          <Alert color="red" variant="light" icon={<IconInfoCircle />}>
            {t('choose.confirmErased', { count: erased.length, faces: erased.join(', ') })}
          </Alert>
        )}
        <ErrorMessage error={choose.error} />
        <Group gap="sm">
          <Button
            variant="default"
            onClick={() => {
              setAsked(false);
            }}
          >
            {t('choose.back')}
          </Button>
          <Button
            loading={choose.isPending}
            onClick={() => {
              choose.mutate(
                { faces: numbers(agreed), clinicians: numbers(clinicians) },
                {
                  onSuccess: () => {
                    onDone?.();
                  },
                },
              );
            }}
            data-testid="confirm-faces"
          >
            {t(agreed.size === 0 ? 'choose.finishNobody' : status === 'choosing' ? 'choose.finish' : 'choose.save')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md" data-testid="face-chooser">
      <Text size="sm">{t(listing.faces.length + listing.unfollowed > 1 ? 'choose.several' : 'choose.one')}</Text>
      {video !== null && <FaceFrames recordingId={id} frames={listing.frames} size={video} chosen={agreed} />}
      <fieldset className={classes.faces}>
        <VisuallyHidden component="legend">{t('choose.title')}</VisuallyHidden>
        {listing.faces.map((face) => (
          <Face key={face.number} face={face} agreed={agreed.has(face.number)} clinician={clinicians.has(face.number)} onSet={set} />
        ))}
      </fieldset>
      {listing.unfollowed > 0 && (
        <Text size="sm" data-testid="unfollowed">
          {t('choose.unfollowed', { count: listing.unfollowed })}
        </Text>
      )}
      {listing.brief > 0 && (
        <Text size="sm" c="dimmed">
          {t('choose.brief', { count: listing.brief })}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('choose.samePerson')}
      </Text>
      <Group>
        <Button
          onClick={() => {
            setAsked(true);
          }}
          data-testid="choose-on"
        >
          {t('choose.on')}
        </Button>
      </Group>
    </Stack>
  );
}

interface FaceProps {
  face: FoundFace;
  agreed: boolean;
  clinician: boolean;
  onSet: (number: number, as: 'agreed' | 'clinician', on: boolean) => void;
}

function Face({ face: { number, name, firstMs, lastMs, share }, agreed, clinician, onSet }: FaceProps) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  return (
    <div className={classes.face} data-testid="face-row">
      <Checkbox
        checked={agreed}
        onChange={(event) => {
          onSet(number, 'agreed', event.currentTarget.checked);
        }}
        data-testid={`face-agreed-${number}`}
        label={name === undefined ? t('choose.agreed', { number }) : t('choose.agreedNamed', { number, name })}
        description={t('choose.seen', { from: clockText(firstMs), to: clockText(lastMs), share: words.percent(share) })}
      />
      <Checkbox
        checked={clinician}
        onChange={(event) => {
          onSet(number, 'clinician', event.currentTarget.checked);
        }}
        label={t('choose.clinician')}
        aria-label={t('choose.clinicianOf', { number })}
        data-testid={`face-clinician-${number}`}
      />
    </div>
  );
}

function changed(numbers: ReadonlySet<number>, number: number, has: boolean): ReadonlySet<number> {
  const next = new Set(numbers);
  if (has) next.add(number);
  else next.delete(number);
  return next;
}
