import { defineComponent, type PropType } from 'vue'
import { provideStore, type Store } from '../composables/store'

/** Gives what stands inside it another store: panels draw the rows of that one. */
export const StoreScope = defineComponent({
  props: { store: { type: Object as PropType<Store>, required: true } },
  setup(props, { slots }) {
    provideStore(props.store)
    return () => slots['default']?.()
  },
})
