/** The collector’s containers as they are deployed: what they may do for orders, and how orders are counted. */
import { Match } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { deploymentNamed } from './deployment.ts';

const baseline = deploymentNamed('baseline');
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
