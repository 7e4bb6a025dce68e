/** The collector’s containers as they are deployed: what they may do for orders, and how orders are counted. */
import { DESIGN } from '@millrace/shop/plan/design-figures.ts';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { deploymentNamed } from './deployment.ts';

const baseline = deploymentNamed('baseline');
const small = deploymentNamed('small');
const collect = baseline.template('collect');

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly { readonly Action: unknown; readonly Resource: unknown }[] };
}

it('may look up decisions one by one, and nothing else in any table', () => {
  const statements = Object.entries(collect.findResources('AWS::IAM::Policy')).flatMap(([id, { Properties }]) =>
    id.startsWith('TaskTaskRole') ? (Properties as Policy).PolicyDocument.Statement : [],
  );
  const onTables = statements.filter(({ Action }) => JSON.stringify(Action).includes('dynamodb:'));
  expect(onTables.map(({ Action }) => Action)).toEqual(['dynamodb:GetItem']);
  expect(JSON.stringify(onTables[0]?.Resource)).toContain('Tabledecisions');
});

it('knows the table and how long orders wait, and whose keys may ask again', () => {
  collect.hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [
      Match.objectLike({
        Environment: Match.arrayWith([
          { Name: 'TABLE_DECISIONS', Value: Match.anyValue() },
          { Name: 'DECISION_SECONDS', Value: '8' },
        ]),
        Secrets: Match.arrayWith([Match.objectLike({ Name: 'MILLRACE_READ_KEYS' })]),
      }),
    ],
  });
});

it('has orders that wait counted apart, so that they make no alarm of slow events', () => {
  collect.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 2);
  collect.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/v1/decisions'] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: { Ref: Match.stringLikeRegexp('Waiting') } }],
  });
  baseline.template('watch').hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'millrace-decisions-pending',
    Metrics: Match.anyValue(),
  });
  const slow = Object.values(baseline.template('watch').findResources('AWS::CloudWatch::Alarm')).find(
    ({ Properties }) => Properties.AlarmName === 'millrace-collector-slow',
  );
  expect(JSON.stringify(slow?.Properties.Dimensions)).toContain('BalancerHttpsTasksGroup');
});

it('is a function of its own for the orders of a small shop, which may wait within the limit of its API', () => {
  const template = small.template('collect');
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'millrace-small-decide',
    Timeout: 12,
    MemorySize: DESIGN.lambda.memoryGigabytes * 1_024,
    Environment: { Variables: Match.objectLike({ DECISION_SECONDS: '8', TABLE_DECISIONS: Match.anyValue() }) },
  });
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /v1/decisions' });
  template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
    IntegrationUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Decide'), 'Arn'] },
    TimeoutInMillis: 12_000,
  });
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::IAM::Policy'))) {
    const text = JSON.stringify(Properties);
    if (id.startsWith('CollectRole')) expect(text).not.toContain('dynamodb:');
    if (id.startsWith('DecideRole')) expect(text.match(/dynamodb:\w+/g)).toEqual(['dynamodb:GetItem']);
  }
});

it('counts orders of a small shop that are not decided in time apart from requests that fail', () => {
  const alarms = Object.values(small.template('watch').findResources('AWS::CloudWatch::Alarm'));
  for (const name of ['collector-failing', 'decisions-pending']) {
    const alarm = alarms.find(({ Properties }) => Properties.AlarmName === `millrace-small-${name}`);
    expect([name, JSON.stringify(alarm)]).toEqual([name, expect.stringContaining('"MetricName":"Pending"')]);
  }
});
