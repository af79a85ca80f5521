import { snapshot } from './house';
import { press, said, type Story } from './story';

/** The small parts, and the pages that are not the inbox. */
export const ofPages: Story[] = [
  {
    id: 'parts',
    sheet: 'parts',
    shows: [
      'ui/Avatar.svelte',
      'ui/Button.svelte',
      'ui/CallIcon.svelte',
      'ui/DeliveryMark.svelte',
      'ui/FormattedText.svelte',
      'ui/IconButton.svelte',
      'ui/KindIcon.svelte',
      'ui/Mark.svelte',
      'ui/Marked.svelte',
      'ui/Tag.svelte',
      'ui/WindowRing.svelte',
    ],
  },
  {
    id: 'welcome',
    place: '#/bem-vindo',
    answers: said(),
    shows: [
      'App.svelte',
      'features/welcome/Welcome.svelte',
      'pages/WelcomePage.svelte',
      'ui/Later.svelte',
      'ui/Toasts.svelte',
    ],
  },
  {
    id: 'replies',
    place: '#/respostas',
    answers: said(),
    shows: ['features/replies/Library.svelte', 'features/replies/Starters.svelte', 'features/replies/Words.svelte'],
  },
  {
    id: 'replies-none',
    place: '#/respostas',
    answers: said([], { 'Replies.List': () => ({ replies: [] }) }),
    shows: [],
  },
  {
    id: 'reply-form',
    place: '#/respostas',
    answers: said(),
    steps: (page) => press(page, /[Nn]ova resposta|Criar/),
    shows: ['features/replies/FilesOf.svelte', 'features/replies/ReplyForm.svelte'],
  },
  {
    id: 'report',
    place: '#/relatorio',
    answers: said(),
    shows: [
      'features/report/Chart.svelte',
      'features/report/Choice.svelte',
      'features/report/Help.svelte',
      'features/report/Report.svelte',
      'features/report/Rows.svelte',
      'features/report/Summary.svelte',
      'features/report/Ways.svelte',
    ],
  },
  {
    id: 'service',
    place: '#/configuracoes/atendimento',
    answers: said(),
    shows: [
      'features/settings/Choice.svelte',
      'features/settings/Page.svelte',
      'features/settings/Service.svelte',
      'features/settings/Settings.svelte',
      'pages/ServicePage.svelte',
    ],
  },
  {
    id: 'labels',
    place: '#/configuracoes/etiquetas',
    answers: said([], { 'System.Snapshot': () => snapshot({ reasons: [{ id: 1, name: 'Resolvido' }] }) }),
    shows: [
      'features/settings/LabelRow.svelte',
      'features/settings/Labels.svelte',
      'features/settings/NewLabel.svelte',
      'pages/LabelsPage.svelte',
    ],
  },
  {
    id: 'appearance',
    place: '#/configuracoes/aparencia',
    answers: said(),
    shows: ['features/settings/Appearance.svelte', 'pages/AppearancePage.svelte'],
  },
  {
    id: 'notices',
    place: '#/configuracoes/notificacoes',
    answers: said([], {
      'System.Snapshot': () =>
        snapshot({
          settings: {
            welcomed: '1',
            language: 'pt-BR',
            notices: '1',
            notice_preview: 'full',
            notice_sound: 'two',
            notice_volume: '50',
            notice_calls: 'outside',
            badge: 'pending',
            quiet: '1',
            quiet_from: '1200',
            quiet_to: '480',
            quiet_days: '62',
          },
        }),
    }),
    shows: [
      'features/settings/NoticeTest.svelte',
      'features/settings/Notifications.svelte',
      'features/settings/QuietHours.svelte',
      'features/settings/Row.svelte',
      'features/settings/Toggles.svelte',
      'pages/NoticesPage.svelte',
    ],
  },
  {
    id: 'app',
    place: '#/configuracoes/app',
    answers: said(),
    shows: ['features/settings/AppSettings.svelte', 'pages/AppSettingsPage.svelte'],
  },
  {
    id: 'shortcuts',
    place: '#/configuracoes/atalhos',
    answers: said([], {
      'System.Snapshot': () =>
        snapshot({ settings: { welcomed: '1', language: 'pt-BR', shortcuts: '{"palette":"Ctrl+J","find":""}' } }),
    }),
    shows: ['features/settings/KeyList.svelte', 'features/settings/KeyRow.svelte', 'pages/ShortcutsPage.svelte'],
  },
  {
    id: 'about',
    place: '#/configuracoes/sobre',
    answers: said(),
    shows: ['features/settings/About.svelte', 'pages/AboutPage.svelte'],
  },
];
