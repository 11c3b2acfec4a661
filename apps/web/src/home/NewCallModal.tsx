import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type CallView } from '#contracts/rest';
import { useCall, useCreateCall } from '../api/calls.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { dayText } from '../ui/region.ts';
import { useDraft } from '../ui/use-draft.ts';
import { InvitationLink } from './InvitationLink.tsx';

function Form({ onCreated, onCancel }: { onCreated: (call: CallView) => void; onCancel: () => void }) {
  const { t, i18n } = useTranslation('home');
  const [title, setTitle, clearTitle] = useDraft('new-call.title', t('defaultTitle', { date: dayText(new Date(), i18n.language) }));
  const [patientName, setPatientName, clearPatientName] = useDraft('new-call.patient');
  const create = useCreateCall();
  const submit = () => {
    create.mutate(
      { title, patientName },
      {
        onSuccess: (call) => {
          clearTitle();
          clearPatientName();
          onCreated(call);
        },
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('form.patient')}
          description={t('form.patientHint')}
          maxLength={100}
          value={patientName}
          onChange={(event) => {
            setPatientName(event.currentTarget.value);
          }}
          data-autofocus
          data-testid="call-patient"
        />
        <TextInput
          label={t('form.title')}
          description={t('form.titleHint')}
          required
          withAsterisk={false}
          maxLength={200}
          value={title}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
          data-testid="call-title"
        />
        <ErrorMessage error={create.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={title.trim() === ''} loading={create.isPending} data-testid="create-call">
            {t('form.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks for what a call needs, then shows the link to send. */
export function NewCallModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('home');
  const [created, setCreated] = useState<CallView | null>(null);
  // The link may be changed right here.
  const known = useCall(created?.id ?? null);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => {
        setCreated(null);
      }}
      title={created === null ? t('newCall') : t('created')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      size="lg"
    >
      {created === null ? (
        <Form onCreated={setCreated} onCancel={onClose} />
      ) : (
        <Stack gap="md">
          <Text>{t('createdText')}</Text>
          <InvitationLink call={known.data ?? created} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:close')}
            </Button>
            <Button component={Link} to={`/calls/${created.id}`} leftSection={<IconVideo size={18} />} data-testid="open-call">
              {t('openCall')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
