import { useEffect } from 'react';

let title = '';
let news = '';

const write = () => {
  document.title = `${news}${title === '' ? '' : `${title} · `}Attune`;
};

/** Names the tab after the page, for as long as the page is shown. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    title = name;
    write();
    return () => {
      title = '';
      write();
    };
  }, [name]);
}

/** What must be seen from other tabs stands before the page's name, whatever page that is; empty for nothing. */
export function useTitleNews(text: string): void {
  useEffect(() => {
    news = text === '' ? '' : `${text} `;
    write();
    return () => {
      news = '';
      write();
    };
  }, [text]);
}
