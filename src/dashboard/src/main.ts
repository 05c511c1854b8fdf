import { createApp } from 'vue'
import { liveUrl } from './api/live'
import { createRest } from './api/rest'
import { storeToken, takeToken } from './api/token'
import App from './App.vue'
import { createStore } from './composables/store'
import { startLang } from './i18n'
import './styles/base.css'

startLang(new URLSearchParams(location.search).get('lang'), navigator.language)

let token = takeToken(location, history, localStorage)
const base = new URL('./', location.href)
const store = createStore(
  createRest(base, () => token),
  () => liveUrl(base, token),
)

function keepToken(given: string): void {
  token = given
  storeToken(localStorage, given)
  void store.loadCatalogue()
}

createApp(App, { store, keepToken }).mount('#app')
