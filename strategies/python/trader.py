"""A paper trader in Python that knows nothing of the lab but its bus.

It reads prices, keeps an account of its own (it funds it by a request like any other), sends orders,
and reads what the clearing house did with them. Any Iggy client in any language may do the same; what
the messages look like is in topics/README.md, what becomes of them is clearing's business alone: an order
fills at the first quote after its own time, so nobody trades at a price that was known when it was made.

    python3 -m venv venv && venv/bin/pip install apache-iggy==0.8.0 xxhash
    ./lab up --feed simulator                      # in another terminal
    venv/bin/python strategies/python/trader.py --pair BTC-USD

The account shows in ./lab audit --account python (its books are reconciled with everybody else's), and in
./lab sql -e "SELECT * FROM warm.crypto.balances WHERE account = 'python'". The paper desk's own list of
positions has the desk's accounts alone.
"""

import argparse
import asyncio
import json
import pathlib
from collections import deque
from decimal import ROUND_DOWN, Decimal

import xxhash
from apache_iggy import IggyClient, PollingStrategy, SendMessage

STREAM = "crypto"
PARTITIONS = 3


def partition(key: str) -> int:
    """Messages of one key lie in one partition, in their order. The rule is the server's own."""
    return xxhash.xxh32(key.encode(), seed=0).intdigest() % PARTITIONS


class Topic:
    """The part of a topic in which one key lies, read from its end on (or from its beginning)."""

    def __init__(self, client, name, key, from_the_beginning=False):
        self.client, self.name, self.partition = client, name, partition(key)
        self.next = 0 if from_the_beginning else None

    async def read(self):
        if self.next is None:
            last = await self._poll(PollingStrategy.Last(), 1)
            self.next = last[-1].offset() + 1 if last else 0
        messages = await self._poll(PollingStrategy.Offset(self.next), 1000)
        if messages:
            self.next = messages[-1].offset() + 1
        return [json.loads(message.payload()) for message in messages]

    async def _poll(self, strategy, count):
        return await self.client.poll_messages(
            STREAM, self.name, self.partition, strategy, count, False
        )


class Trader:
    """Buys when the price is a little above its mean, sells when it is below: an example, no advice."""

    WINDOW = 60
    ENTER = Decimal("1.0005")

    def __init__(self, client, account, pair, worth):
        self.client, self.account, self.pair, self.worth = client, account, pair, worth
        self.prices = deque(maxlen=self.WINDOW)
        self.position = Decimal(0)
        self.waiting = None  # the order that is not answered yet: one at a time
        self.is_funded = False

    async def send(self, request):
        self.waiting = request["order_id"]
        await self.client.send_messages(
            STREAM, "orders", partition(self.account), [SendMessage(json.dumps(request))]
        )
        print("sent    ", request)

    async def fund(self, time):
        # An order id counts once for an account: sent again after a restart it is ignored
        await self.send(
            {
                "order_id": "fund",
                "account": self.account,
                "kind": "fund",
                "asset": "USD",
                "amount": "1000",
                "time": time,
            }
        )

    async def on_price(self, tick):
        """One tick of the pair. Times are event times: the exchange's, never this machine's."""
        self.prices.append(Decimal(tick["price"]))
        if not self.is_funded:
            if self.waiting is None:
                await self.fund(tick["time"])
            return
        if self.waiting is not None or len(self.prices) < self.WINDOW:
            return
        price = self.prices[-1]
        mean = sum(self.prices) / len(self.prices)
        if self.position == 0 and price > mean * self.ENTER:
            quantity = (self.worth / price).quantize(Decimal("0.00000001"), ROUND_DOWN)
            await self.order("BUY", quantity, tick)
        elif self.position > 0 and price < mean:
            await self.order("SELL", self.position, tick)

    async def order(self, side, quantity, tick):
        await self.send(
            {
                "order_id": f"{side.lower()}-{tick['sequence']}",
                "account": self.account,
                "kind": "order",
                "time": tick["time"],
                "pair": self.pair,
                "side": side,
                "quantity": f"{quantity:f}",
                # What follows is written down and never used
                "price": tick["price"],
                "strategy": "python-example",
            }
        )

    def on_execution(self, execution):
        """What the clearing house did; of any account whose key lies in the same partition."""
        if execution["account"] != self.account:
            return
        print("executed", {k: execution.get(k) for k in ("order_id", "status", "reason", "price", "cash")})
        if execution["order_id"] == self.waiting:
            self.waiting = None
        if execution["status"] == "FUNDED":
            self.is_funded = True
        if execution.get("pair") == self.pair and execution.get("position") is not None:
            self.position = Decimal(execution["position"])


async def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8090)
    options.add_argument(
        "--login-file",
        default="data/secrets/iggy-root",
        type=pathlib.Path,
        help="holds USER:PASSWORD of the broker; the lab prints its place",
    )
    options.add_argument("--account", default="python", help="1 to 32 of a-z 0-9 -")
    options.add_argument("--pair", default="BTC-USD")
    options.add_argument("--worth", default=Decimal(50), type=Decimal, help="of a purchase, in dollars")
    options.add_argument("--orders", type=int, help="end after so many orders were answered")
    said = options.parse_args()

    client = IggyClient(f"{said.host}:{said.port}")
    await client.connect()
    user, _, password = said.login_file.read_text().strip().partition(":")
    await client.login_user(user, password)
    trader = Trader(client, said.account, said.pair, said.worth)
    prices = Topic(client, "prices", said.pair)
    # From the beginning: what it holds it knows from its executions, also after a restart
    executions = Topic(client, "executions", said.account, from_the_beginning=True)
    answered = 0
    while said.orders is None or answered < said.orders:
        for execution in await executions.read():
            was_waiting = trader.waiting is not None
            trader.on_execution(execution)
            answered += was_waiting and trader.waiting is None and execution.get("kind") != "fund"
        for tick in await prices.read():
            if tick["pair"] == said.pair:
                await trader.on_price(tick)
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main())
