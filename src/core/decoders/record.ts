import { addValue, type Tree, TreeBuilder } from './tree.ts'
import { TreeValue } from './tree-value.ts'

/**
 * An object's tree from its fields: what a decoder has read, by the names of its specification. Values of other trees
 * are copied; fields that are undefined are left out.
 */
export function record(fields: Readonly<Record<string, unknown>>): Tree {
  const builder = new TreeBuilder().open('object')
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof TreeValue) value.addTo(builder, name)
    else if (value !== undefined) addValue(builder, value, name)
  }
  return builder.done()
}
