import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Brings the next page of a list; nothing where there is none. */
export function MoreButton({ pages }: { pages: Pages }) {
  const { t } = useTranslation('common');
  if (!pages.hasNextPage) return null;
  return (
    <Button
      variant="subtle"
      color="gray"
      mx="auto"
      loading={pages.isFetchingNextPage}
      onClick={() => {
        void pages.fetchNextPage();
      }}
      data-testid="show-more"
    >
      {t('showMore')}
    </Button>
  );
}
