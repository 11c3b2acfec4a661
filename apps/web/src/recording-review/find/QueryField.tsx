import { CloseButton, Combobox, Text, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Completion, completions } from '#timeline/query/complete';
import { type QueryContext } from '#timeline/query/parse';

const MOST = 8;
const LONGEST = 500;

interface Props {
  value: string;
  context: QueryContext;
  /** Marks the field as wrong, by the id of what says why. */
  describedBy: string | undefined;
  onChange: (value: string) => void;
  /** Whether what may come next is on the screen. */
  onChoosing: (choosing: boolean) => void;
}

/** Where a query is typed, with what may come next. Enter takes the choice that is marked; without one it closes the list. */
export function QueryField({ value, context, describedBy, onChange, onChoosing }: Props) {
  const { t, i18n } = useTranslation('recordingReview');
  const field = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState(value.length);
  /** Where the cursor goes once the field shows a completed query. */
  const jump = useRef<number | null>(null);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
    },
  });
  const choices = completions(value, cursor, i18n.language === 'cs' ? 'cs' : 'en', context).slice(0, MOST);

  const choosing = combobox.dropdownOpened && choices.length > 0;
  useEffect(() => {
    onChoosing(choosing);
  }, [choosing, onChoosing]);

  useEffect(() => {
    if (jump.current === null) return;
    field.current?.setSelectionRange(jump.current, jump.current);
    jump.current = null;
  });

  const type = (text: string, at: number) => {
    onChange(text);
    setCursor(at);
    combobox.resetSelectedOption();
    combobox.openDropdown();
  };
  const take = (choice: Completion) => {
    jump.current = choice.cursor;
    type(choice.value, choice.cursor);
    field.current?.focus();
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(index) => {
        const choice = choices[Number(index)];
        if (choice !== undefined) take(choice);
      }}
      withinPortal
    >
      <Combobox.Target>
        <TextInput
          ref={field}
          label={t('query.label')}
          placeholder={t('query.placeholder')}
          leftSection={<IconSearch size={16} />}
          value={value}
          maxLength={LONGEST}
          error={describedBy !== undefined}
          aria-describedby={describedBy}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="off"
          data-testid="query"
          rightSection={
            value === '' ? null : (
              <CloseButton
                size="sm"
                aria-label={t('query.clear')}
                onClick={() => {
                  type('', 0);
                  combobox.closeDropdown();
                  field.current?.focus();
                }}
              />
            )
          }
          onChange={(event) => {
            type(event.currentTarget.value, event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          }}
          onSelect={(event) => {
            setCursor(event.currentTarget.selectionStart ?? 0);
          }}
          onClick={() => {
            combobox.openDropdown();
          }}
          onBlur={() => {
            combobox.closeDropdown();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) combobox.closeDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={choices.length === 0}>
        <Combobox.Options aria-label={t('query.choices')}>
          {choices.map((choice, index) => (
            <Combobox.Option key={choice.value} value={String(index)} data-testid="completion">
              <Text span size="sm">
                {choice.text}
              </Text>
              <Text span size="xs" c="dimmed" ml={8}>
                {t(`query.kinds.${choice.kind}`)}
              </Text>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
