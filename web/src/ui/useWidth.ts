import { ref } from 'vue'

const query = window.matchMedia('(max-width: 767px)')

/** True at phone width. */
export const narrow = ref(query.matches)

query.addEventListener('change', () => {
  narrow.value = query.matches
})
