/**
 * The rules that are in force until others are put in their place: the text of a rules file, as `GET /v1/rules` shows it.
 * A part of the code, so that orders that came before the first change are judged alike on every replay.
 *
 * The codes and weights of the first part are those of `pipelines/fraud.sql`, which scores without lists and history.
 */
export const DEFAULT_RULES = `# What makes an order suspicious, and what follows. docs/fraud.md explains the file and lists all signals.
version: 1

# The weights of the rules that hit are added up, from 0 to 100.
outcomes:
  review: 40
  decline: 80

rules:
  - code: IP_BURST
    name: Many orders from one address within minutes
    weight: 25
    when: ipOrders5m >= 5
  - code: IP_VOLUME
    name: Many orders from one address
    weight: 15
    when: ipOrders1h >= 15 or ipOrders24h >= 60
  - code: IP_SHARED
    name: Many buyers behind one address
    weight: 25
    when: ipUsers5m >= 3 or ipUsers1h >= 5 or ipUsers24h >= 10
  - code: IP_AMOUNT
    name: Much money from one address
    weight: 15
    when: ipAmount1h >= 10000 or ipAmount24h >= 25000
  - code: USER_BURST
    name: Many orders of one buyer within minutes
    weight: 20
    when: userOrders5m >= 3
  - code: USER_VOLUME
    name: Many orders of one buyer
    weight: 15
    when: userOrders1h >= 6 or userOrders24h >= 15
  - code: USER_AMOUNT
    name: Much money from one buyer within a day
    weight: 10
    when: userAmount24h >= 5000
  - code: UNLIKE_HISTORY
    name: Worth far more than the buyer's other orders
    weight: 15
    when: orderValue >= 5 * usualValue
  - code: RUSHED_ACCOUNT
    name: Ordered within a minute of registering
    weight: 40
    when: accountAgeSeconds <= 60
  - code: NEW_ACCOUNT
    name: A dear order of an account that is less than a day old
    weight: 20
    when: accountAgeSeconds <= 86400 and orderValue >= 200
  - code: IMPOSSIBLE_TRAVEL
    name: Orders from several countries within two hours
    weight: 25
    when: countries2h > 1
  - code: UNLIKE_PROFILE
    name: From another country than the account's
    weight: 10
    when: country != profileCountry
  - code: MANY_COUNTRIES
    name: Orders from many countries within a day
    weight: 15
    when: countries24h >= 3
  - code: SHARED_DEVICE
    name: Several buyers on one device within a week
    weight: 25
    when: deviceUsers >= 3

  - code: DEVICE_REUSED
    name: Another buyer has ordered on the device
    weight: 20
    when: deviceAccounts30d >= 2
  - code: IP_REUSED
    name: Another buyer has ordered from the address
    weight: 10
    when: ipAccounts30d >= 2
  - code: CARD_SHARED
    name: Several buyers pay with one card
    weight: 30
    when: cardAccounts30d >= 2
  - code: CARD_BURST
    name: Many orders with one card
    weight: 20
    when: cardOrders5m >= 3 or cardOrders24h >= 10
  - code: BOT
    name: Ordered by a machine
    weight: 30
    when: bot
  - code: PRICE_DIFFERS
    name: A price is not that of the catalogue
    weight: 25
    when: priceDiffers
  - code: DECLINED_BEFORE
    name: Orders of the buyer were declined before
    weight: 15
    when: userDeclines >= 1
  - code: USER_FRAUD
    name: The buyer has had a chargeback or a fraud
    weight: 60
    when: userFrauds >= 1
    outcome: review
  - code: DEVICE_FRAUD
    name: A fraud was ordered on the device
    weight: 50
    when: deviceFrauds >= 1
    outcome: review
  - code: CARD_FRAUD
    name: The card was used for a fraud
    weight: 100
    when: cardFrauds >= 1
    outcome: decline
  - code: IP_FRAUD
    name: Frauds were ordered from the address
    weight: 25
    when: ipFrauds >= 2
  - code: CONFIRMED_GOOD
    name: Orders of the buyer were confirmed good
    weight: -20
    when: userConfirmedGood >= 2 and userFrauds = 0
`;
