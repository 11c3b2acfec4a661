import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { IconDots, IconTrash, IconUserX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type ParticipantView } from '#contracts/call';
import { type CallView } from '#contracts/rest';
import { useDeleteCall, useDeleteParticipant } from '../api/calls.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';

/** Deleting the call, or what there is of one patient or guest. */
export function DeleteMenu({ call }: { call: CallView }) {
  const { t } = useTranslation('review');
  const navigate = useNavigate();
  const [asked, setAsked] = useState<ParticipantView | 'call' | null>(null);
  const close = () => {
    setAsked(null);
  };
  const people = call.participants.filter(({ role }) => role !== 'clinician');
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={36} variant="default" aria-label={t('delete.open')} data-testid="delete-menu">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {people.map((person) => (
            <Menu.Item
              key={person.id}
              leftSection={<IconUserX size={16} />}
              onClick={() => {
                setAsked(person);
              }}
              data-testid="delete-participant"
            >
              {t('delete.participant.menu', { name: nameOf(person, t('delete.unnamed')) })}
            </Menu.Item>
          ))}
          <Menu.Item
            color="red.8"
            leftSection={<IconTrash size={16} />}
            onClick={() => {
              setAsked('call');
            }}
            data-testid="delete-call"
          >
            {t('delete.call.menu')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'call' && <DeleteCall call={call} onClose={close} onDone={() => void navigate('/')} />}
      {asked !== null && asked !== 'call' && <DeleteParticipant call={call} person={asked} onClose={close} />}
    </>
  );
}

const nameOf = (person: ParticipantView, unnamed: string) => (person.name === '' ? unnamed : person.name);

function DeleteCall({ call, onClose, onDone }: { call: CallView; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('review');
  const work = useDeleteCall(call.id);
  return (
    <Question
      title={t('delete.call.title')}
      text={t(call.noteSigned ? 'delete.call.textSigned' : 'delete.call.text', { title: call.title })}
      confirm={t('delete.call.confirm')}
      work={work}
      onClose={onClose}
      onDone={onDone}
    />
  );
}

function DeleteParticipant({ call, person, onClose }: { call: CallView; person: ParticipantView; onClose: () => void }) {
  const { t } = useTranslation('review');
  const work = useDeleteParticipant(call.id);
  const name = nameOf(person, t('delete.unnamed'));
  return (
    <Question
      title={t('delete.participant.title', { name })}
      text={t('delete.participant.text', { name })}
      confirm={t('delete.participant.confirm')}
      work={{ ...work, mutate: (_, options) => work.mutate(person.id, options) }}
      onClose={onClose}
      onDone={onClose}
    />
  );
}

interface QuestionProps {
  title: string;
  text: string;
  confirm: string;
  work: { error: Error | null; isPending: boolean; mutate: (value: undefined, options: { onSuccess: () => void }) => void };
  onClose: () => void;
  onDone: () => void;
}

/** Says what is lost for good before it is. */
function Question({ title, text, confirm, work, onClose, onDone }: QuestionProps) {
  const { t } = useTranslation('review');
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text size="sm">{text}</Text>
        <ErrorMessage error={work.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button
            color="red.8"
            loading={work.isPending}
            onClick={() => {
              work.mutate(undefined, { onSuccess: onDone });
            }}
            data-testid="confirm-delete"
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
