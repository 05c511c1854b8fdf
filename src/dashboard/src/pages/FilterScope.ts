import { defineComponent, type PropType } from 'vue'
import { provideFilter, type Filter } from '../composables/filter'

/** What stands inside it shows only the rows of one thing. */
export const FilterScope = defineComponent({
  props: { filter: { type: Object as PropType<Filter>, required: true } },
  setup(props, { slots }) {
    provideFilter(props.filter)
    return () => slots['default']?.()
  },
})
