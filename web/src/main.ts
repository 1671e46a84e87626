import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/element.css'
import './ui/print.css'
import App from './App.vue'
import { i18n, rememberedLanguage, useLanguage } from './i18n'
import { router } from './router'

await useLanguage(rememberedLanguage())
createApp(App).use(i18n).use(router).mount('#app')
