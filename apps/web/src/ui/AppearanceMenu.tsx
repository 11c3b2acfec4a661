import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, setLanguage } from './i18n.ts';

const SCHEMES = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop],
] as const;

/** Language and colour scheme, kept in this browser; `children` are further items. */
export function AppearanceMenu({ children }: { children?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const check = (chosen: boolean) => (chosen ? <IconCheck size={16} /> : null);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('appearance.title')} data-testid="appearance-menu">
          <IconLanguage size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('appearance.language')}</Menu.Label>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={check(i18n.language === language)}
            onClick={() => {
              setLanguage(language);
            }}
            data-testid={`language-${language}`}
          >
            {t(`appearance.languages.${language}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('appearance.colours')}</Menu.Label>
        {SCHEMES.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} />}
            rightSection={check(colorScheme === scheme)}
            onClick={() => {
              setColorScheme(scheme);
            }}
          >
            {t(`appearance.schemes.${scheme}`)}
          </Menu.Item>
        ))}
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
