/** Takes orders one after the other: those that come while one is being followed wait for it. `fail` is told its error. */
export function inTurn<Order>(
  follow: (order: Order) => void | Promise<void>,
  fail: (error: unknown) => void,
): (order: Order) => void {
  const waiting: Order[] = []
  let isBusy = false
  const next = (): void => {
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      const going = follow(order)
      if (!going) continue
      isBusy = true
      going.catch(fail).then(() => {
        isBusy = false
        next()
      })
      return
    }
  }
  return (order) => {
    waiting.push(order)
    if (!isBusy) next()
  }
}
