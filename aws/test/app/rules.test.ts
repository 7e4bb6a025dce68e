/** All rules of cdk-nag's AwsSolutions over both profiles: none is broken but those that `acceptRule` gives a reason for. */
import { Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { deploymentNamed, PROFILE_NAMES } from './deployment.ts';

describe.each(PROFILE_NAMES)('the stacks of %s', (name) => {
  const { app } = deploymentNamed(name);

  it('keep all rules', () => {
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    const found = violations.map(({ ruleName, violatingResources }) => [
      ruleName,
      violatingResources.map(({ constructPath }) => constructPath),
    ]);
    expect(found).toEqual([]);
  });

  it('say why where one is not followed', () => {
    const reasons = app.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<unknown>(data))
      .filter(([rule]) => rule.includes('AwsSolutions'))
      .map(([, reason]) => String(reason));
    expect(reasons.length).toBeGreaterThan(10);
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{10,}\.$/);
  });
});
