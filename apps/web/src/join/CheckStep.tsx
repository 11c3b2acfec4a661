import { Button, Collapse, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconArrowRight, IconSettings } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type InvitationView, joinResponse } from '#contracts/rest';
import { request } from '../api/client.ts';
import { DevicePickers } from '../devices/DevicePickers.tsx';
import { LevelMeter } from '../devices/LevelMeter.tsx';
import { ProblemNotice } from '../devices/ProblemNotice.tsx';
import { SpeakerTest } from '../devices/SpeakerTest.tsx';
import { type LocalMedia } from '../devices/local-media.ts';
import { pick, useStore } from '../ui/use-store.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { useDraft } from '../ui/use-draft.ts';
import classes from './join.module.css';
import { keepPlace, type KeptPlace, readPlace } from './kept-place.ts';
import { NetworkCheck } from './NetworkCheck.tsx';
import { Preview } from './Preview.tsx';
import { Steps } from './Steps.tsx';

interface Props {
  token: string;
  invitation: InvitationView;
  media: LocalMedia;
  onJoined: (place: KeptPlace) => void;
}

/** Step 1: who one is, and whether camera, sound and network work. Nothing has to work to go on. */
export function CheckStep({ token, invitation, media, onJoined }: Props) {
  const { t } = useTranslation('join');
  const { camera, microphone, chosen } = useStore(media.state, pick('camera', 'microphone', 'chosen'));
  const [name, setName] = useDraft(`join.name.${invitation.callId}`);
  const [picking, setPicking] = useState(false);
  const join = useMutation({
    mutationFn: () =>
      request(joinResponse, `/api/join/${encodeURIComponent(token)}`, {
        method: 'POST',
        body: { name, participantKey: readPlace(token)?.participantKey },
      }),
    onSuccess: (place) => {
      // Going on without a device is a decision: the call does not bring its problem up again.
      for (const source of ['camera', 'microphone'] as const)
        if (media.state.get()[source].problem !== null) void media.setWanted(source, false);
      keepPlace(token, place);
      onJoined(place);
    },
  });
  const go =
    camera.track !== null ? (microphone.track !== null ? 'both' : 'cameraOnly') : microphone.track !== null ? 'soundOnly' : 'neither';
  return (
    <PlainLayout>
      <Steps step="check" />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          join.mutate();
        }}
      >
        <Stack gap="md">
          <div>
            <Title order={1}>{t('check.title')}</Title>
            <Text c="dimmed">{t('check.text', { name: invitation.clinicianName })}</Text>
          </div>
          <TextInput
            label={t('check.name')}
            description={t('check.nameHint')}
            autoComplete="name"
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
            data-testid="join-name"
          />
          <Preview media={media} />
          <ProblemNotice media={media} />
          <LevelMeter track={microphone.track} />
          <SpeakerTest speakerId={chosen.speaker} />
          <NetworkCheck />
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconSettings size={18} />}
            aria-expanded={picking}
            onClick={() => {
              setPicking(!picking);
            }}
            data-testid="other-devices"
          >
            {t('check.otherDevices')}
          </Button>
          <Collapse expanded={picking}>
            <DevicePickers media={media} />
          </Collapse>
          <div className={classes['answers']}>
            <ErrorMessage error={join.error} />
            <Button
              fullWidth
              type="submit"
              size="md"
              h="auto"
              mih={44}
              py="xs"
              styles={{ label: { whiteSpace: 'normal' } }}
              rightSection={<IconArrowRight size={18} />}
              disabled={name.trim() === ''}
              loading={join.isPending}
              data-testid="device-next"
            >
              {t(`check.go.${go}`)}
            </Button>
          </div>
        </Stack>
      </form>
    </PlainLayout>
  );
}
